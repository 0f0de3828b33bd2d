// A parent with the letter in hand, whom the co-ordinator has asked for a consent: joins with a passkey, and answers. Then once more without
// being asked, with everything chosen by themselves. Straight on, with no wrong turn; what is to be read and typed is counted.
import { Effort } from '../effort.mjs'
import { chooses } from '../give.mjs'
import { choose } from '../sign-in.mjs'

const PASSWORD = 'pedwar gair nad oes neb yn eu dyfalu'

export default async (tools) => {
  const { visit, step, page, input, follow, passkeys } = tools
  const submit = () => page.locator('main form button[type=submit]').first()
  const goes = async (effort, locator) => {
    await follow(locator)
    await effort.reads()
  }
  const confirms = async () => {
    await follow(page.locator('main form button:not([name])'))
    if (!page.url().endsWith('/receipt')) throw new Error(`it led to ${page.url()}`)
  }
  await passkeys()

  const first = await step('from the letter to a consent that was asked for', async () => {
    await visit('/join')
    await choose(tools)
    const effort = new Effort(tools)
    await effort.reads()
    await page.locator('#code').fill(input.code.replaceAll('-', ''))
    await page.locator('#address').fill(input.address)
    await goes(effort, submit())
    await page.locator('#password').fill(PASSWORD)
    await goes(effort, submit())
    await page.locator('input[value=passkey]').check()
    await goes(effort, submit())
    await goes(effort, page.locator('[data-part=use]'))
    await goes(effort, page.locator(`main a[href="/family/${input.case}/asked"]`).first())
    await page.locator('main input[name=until][value="6"]').check()
    await goes(effort, page.locator('main form button[value=preview]'))
    await confirms()
    return effort.reckoned()
  })
  const chosen = await step('from home to one that is chosen by oneself', async () => {
    await visit('/family')
    const effort = new Effort(tools)
    await effort.reads()
    await goes(effort, page.locator(`main a[href="/family/${input.case}/consents/new"]`).first())
    await chooses(page, { ...input, months: 12 })
    await goes(effort, page.locator('main form button:not([name])'))
    await confirms()
    return effort.reckoned()
  })
  return { first, chosen }
}
