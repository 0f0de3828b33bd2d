// Administrative support brings a clinician's report to a case, and sees nothing of the case but its name.
import { pdf, pushes } from '../give.mjs'
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { visit, look, step, page, input, follow, see } = tools

  await step('the desk leads to bringing a report, and to nothing else', async () => {
    await signIn(tools, input, '/desk')
    await see(input.child)
    if (await page.locator(`main a[href="/desk/${input.case}"]`).count()) throw new Error('the case can be opened')
    await look('desk')
    await follow(page.locator(`main a[href="/desk/${input.case}/push"]`).first())
    await look('push')
  })
  await step('the report is the clinician’s', async () => {
    await pushes(tools, pdf('typed-up.pdf'), { author: input.author })
    await look('stored')
  })
  await step('the case itself stays closed', async () => {
    await visit(`/desk/${input.case}`)
    if (!page.url().endsWith('/push')) throw new Error(`it led to ${page.url()}`)
    if ((await page.locator('main').innerText()).includes('typed-up')) throw new Error('a report is named')
    await visit(`/desk/${input.case}/people`, { status: 404 })
    await look('closed')
  })
  return {}
}
