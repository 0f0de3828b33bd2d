// A session that ends while a report is being pushed: the page says so and keeps everything. Who signs in again in another tab of the same
// browser presses Send, and it goes, once; for somebody else who signed in there nothing is sent.
import { pdf, says } from '../give.mjs'
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { look, step, page, context, input, origin, expects } = tools
  const block = page.locator('.porthor-file').first()
  const send = () => page.locator('[data-part="send"] button').click()
  const sends = async (status) => {
    const answers = (answer) => answer.request().method() === 'POST' && answer.url().endsWith('/push') && answer.status() === status
    await Promise.all([page.waitForResponse(answers), send()])
  }
  const told = async (status) => {
    await sends(status)
    await block.locator('[data-part="error"]').waitFor({ state: 'visible' })
    if ((await block.locator('[data-part="fields"]').count()) !== 1) throw new Error('what was said is gone')
    return block.locator('[data-part="error"]').innerText()
  }

  const other = await context.newPage()
  const tab = {
    page: other,
    visit: (path) => other.goto(origin + path),
    follow: (locator) => Promise.all([other.waitForEvent('load'), locator.click()]),
  }
  const signOut = async () => {
    await tab.visit('/account')
    await tab.follow(other.locator('#sign-out'))
  }

  await step('a report is described', async () => {
    await signIn(tools, input.clinician, `/desk/${input.case}/push`)
    await page.locator('#files').setInputFiles([pdf('again.pdf')])
    await says(block, { end: '-1' })
  })
  expects(/40[13]/)
  let signedOut
  await step('signed out in another tab: the page says so', async () => {
    await signOut()
    signedOut = await told(401)
    await look('signed-out')
  })
  await step('somebody else signs in there: nothing is sent, and the page says so', async () => {
    await signIn(tab, input.school)
    const somebodyElse = await told(403)
    if (somebodyElse === signedOut) throw new Error(`it says no more than "${signedOut}"`)
    await look('somebody-else')
    await signOut()
  })
  await step('the same person signs in there, and presses Send here: it goes', async () => {
    await signIn(tab, input.clinician)
    await sends(201)
    await block.locator('[data-part="fields"]').waitFor({ state: 'detached' })
    await look('sent')
  })
  return {}
}
