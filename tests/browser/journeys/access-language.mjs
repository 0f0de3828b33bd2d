// Somebody who is joining switches the language in the middle, and stays where they are.
export default async ({ visit, look, step, page, input, language, reads, follow }) => {
  const other = language === 'cy' ? 'en' : 'cy'
  const submit = () => page.locator('main form button[type=submit]')
  const switched = async (to, field) => {
    await follow(page.locator('.porthor-language__button'))
    reads(to)
    await page.locator(field).first().waitFor()
    if ((await page.locator('html').getAttribute('lang')) !== to) throw new Error('the language is still the other')
  }
  await step('at the password', async () => {
    await visit('/join')
    await page.fill('#code', input.code)
    await page.fill('#address', input.address)
    await follow(submit())
    await switched(other, '#password')
    await look('password')
    await page.fill('#password', 'pedwar gair nad oes neb yn eu dyfalu')
    await follow(submit())
  })
  await step('at the choice, and at the app', async () => {
    await switched(language, '#second')
    await page.check('input[value=totp]')
    await follow(submit())
    const key = await page.locator('strong.porthor-code').textContent()
    await switched(other, '#code')
    if ((await page.locator('strong.porthor-code').textContent()) !== key) throw new Error('another key is shown')
    await look('app')
  })
  return {}
}
