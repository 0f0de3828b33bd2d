// A clinician who does this every week: signs in, goes to the case from the desk, and pushes a report. What is to be read and typed is counted:
// with password and code, then with a passkey.
import { Effort } from '../effort.mjs'
import { pdf, pushes } from '../give.mjs'
import { asked, choose, signIn } from '../sign-in.mjs'
import { reached } from '../reached.mjs'

// Three words that have nothing to do with each other, as the National Cyber Security Centre advises.
const PASSWORD = 'cwmwl sosban llygoden'

export default async (tools) => {
  const { visit, step, page, input, follow, passkeys } = tools
  const use = () => page.locator('[data-part=use]')

  async function begins() {
    await visit('/sign-in')
    await choose(tools)
    const effort = new Effort(tools, { skims: true })
    await effort.reads()
    return effort
  }

  async function ends(effort, file) {
    // Of a desk one reads the line that one looks for, not all of it.
    effort.passes()
    await follow(page.locator(`main a[href="/desk/${input.case}/push"]`).first())
    // What is asked of a report is there once its file is chosen: it is all read, as it stands when the report is sent.
    const act = async (button) => {
      await effort.reads()
      await button.click()
    }
    await pushes(tools, pdf(file), { act })
    return effort.reckoned()
  }

  await step('has a password of three words', async () => {
    await signIn(tools, input)
    await visit('/account/password')
    await page.locator('#password').fill(input.password)
    await page.locator('#password-new').fill(PASSWORD)
    await follow(page.locator('form[action="/account/password"] button'))
    await follow(page.locator('#sign-out'))
  })
  const typing = await step('with password and code', async () => {
    const effort = await begins()
    await page.locator('#address').fill(input.address)
    await page.locator('#password').fill(PASSWORD)
    await follow(page.locator('form[action="/sign-in"] button'))
    await effort.reads()
    await page.locator('#code').fill(await asked(page, input))
    await follow(page.locator('form[action="/sign-in/code"] button'))
    return ends(effort, 'Speech and language report.pdf')
  })
  await step('makes a passkey', async () => {
    await passkeys()
    await visit('/account')
    await follow(page.locator('form[action="/account/passkeys/new"] button'))
    await page.locator('#name').fill('Gliniadur')
    await use().click()
    await reached(page, /^\/account\/done\/passkey$/)
    await follow(page.locator('#sign-out'))
  })
  const pressing = await step('with the passkey', async () => {
    const effort = await begins()
    await follow(use())
    return ends(effort, 'Speech and language review.pdf')
  })
  return { typing, pressing }
}
