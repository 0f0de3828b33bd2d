// A school opens a sensitive report that the family has consented to: the code of its own factor is asked for first, then it is taken as
// a file. Signed in since a while, as one is in the middle of a day.
import { readFile } from 'node:fs/promises'
import { asked } from '../sign-in.mjs'

export default async (tools) => {
  const { visit, look, step, page, context, input, follow, see, language, origin } = tools
  await context.addCookies([{ name: '__Host-porthor', value: input.token, url: `${origin}/`, secure: true, httpOnly: true }])
  const link = () => page.locator(`main a[href^="/desk/${input.case}/reports/${input.report}/file"]`).first()
  const code = () => page.locator('main form button[type=submit]')

  await step('the case shows what may be opened', async () => {
    await visit('/desk')
    if ((await page.locator('html').getAttribute('lang')) !== language) await follow(page.locator('.porthor-language__button'))
    await visit(`/desk/${input.case}`)
    await see(link())
  })
  await step('a code is asked for; a wrong one opens nothing', async () => {
    await follow(link())
    await look('code')
    await page.locator('#code').fill('AAAA-AAAA')
    await follow(code())
    await page.locator('#code-error').waitFor()
    await look('code-wrong')
  })
  const file = await step('the right one gives the file', async () => {
    await page.locator('#code').fill(await asked(page, input))
    const downloaded = page.waitForEvent('download')
    await code().click()
    return (await downloaded).suggestedFilename()
  })
  await step('and the next one without a code', async () => {
    await visit(`/desk/${input.case}`)
    const [download] = await Promise.all([page.waitForEvent('download'), link().click()])
    if (download.suggestedFilename() !== file) throw new Error(`${download.suggestedFilename()}, not ${file}`)
  })
  await step('or sealed to the school, which the gateway does not read', async () => {
    await visit(`/desk/${input.case}`)
    const sealed = page.locator(`main a[href^="/desk/${input.case}/reports/${input.report}/sealed"]`).first()
    const [download] = await Promise.all([page.waitForEvent('download'), sealed.click()])
    const begins = (await readFile(await download.path())).subarray(0, 21).toString()
    if (begins !== 'age-encryption.org/v1') throw new Error(`it begins ${begins}`)
  })
  return { file }
}
