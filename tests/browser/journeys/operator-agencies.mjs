// The operator: which agencies there are, nobody of them, and one that goes live now that it has two administrators.
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { look, step, page, input, follow, see } = tools
  const live = page.locator(`form[action="/agency/${input.agency}/live"]`)
  const found = async () => {
    while ((await page.getByText(input.called).count()) === 0) await follow(page.locator('main a[href^="/agency?after="]'))
  }

  await step('signing in leads to the agencies', async () => {
    await signIn(tools, input, '/home')
    if (!page.url().endsWith('/agency')) throw new Error(`it led to ${page.url()}`)
    await found()
    await see(live)
    await look('agencies')
    const text = await page.locator('main').innerText()
    for (const person of input.people) if (text.includes(person)) throw new Error(`${person} is named`)
  })
  await step('one goes live', async () => {
    await follow(live.locator('button'))
    await found()
    if (await live.count()) throw new Error('it is not live')
    await look('live')
  })
  return {}
}
