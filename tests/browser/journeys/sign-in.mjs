// Signing in by keyboard alone; wrong at first; the language switched in place and remembered; signed out, and nothing is left to go back to.
import { asked, choose, saysWhere } from '../sign-in.mjs'

export default async ({ visit, look, step, keys, page, input, language, reads, follow, back }) => {
  const submit = () => page.locator('main form button[type=submit]')

  await step('the privacy notice is there for everybody', async () => {
    await visit('/privacy')
    await look('privacy')
  })
  await step('a page asked for without a sign-in becomes the form in place', async () => {
    await visit('/home', { status: 401 })
    await look('form')
    if (!(await page.locator('main a[href="/join"]').count())) throw new Error('whoever has a letter finds no way in')
    await choose({ page, follow })
  })
  await step('a wrong password is said kindly, and the name is still there', async () => {
    await keys.fill(page.locator('#address'), input.address)
    await keys.fill(page.locator('#password'), 'not the password at all')
    await keys.follow(submit())
    await page.locator('.govuk-error-summary').waitFor()
    if ((await page.locator('#address').inputValue()) !== input.address) throw new Error('the name is gone')
    await look('wrong')
  })
  await step('the right one, by keyboard', async () => {
    await keys.fill(page.locator('#password'), input.password)
    await keys.follow(submit())
    await look('code')
    if (!(await page.locator('main details').count())) throw new Error('nothing says what to do without the card')
  })
  await step('a wrong code, then the one that is asked for', async () => {
    await keys.fill(page.locator('#code'), 'AAAA-AAAA')
    await keys.follow(submit())
    await page.locator('#code-error').waitFor()
    await saysWhere(page)
    await look('code-wrong')
    await keys.fill(page.locator('#code'), await asked(page, input))
    await keys.follow(submit())
  })
  await step('the other language, in place', async () => {
    const other = language === 'cy' ? 'en' : 'cy'
    const at = page.url()
    await follow(page.locator('.porthor-language__button'))
    reads(other)
    if (page.url() !== at) throw new Error(`switched to ${page.url()}`)
    if ((await page.locator('html').getAttribute('lang')) !== other) throw new Error('the language is still the first')
    await follow(page.locator('.porthor-language__button'))
    reads(language)
  })
  await step('signed out: going back shows nothing', async () => {
    const at = page.url()
    await keys.follow(page.locator('#sign-out'))
    await back()
    await page.locator('form[action="/sign-in"]').waitFor()
    await visit(new URL(at).pathname, { status: 401 })
  })
  return {}
}
