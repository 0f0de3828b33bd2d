// Where there is no script, or the browser has no passkeys, nothing leads into a dead end.
const PASSWORD = 'pedwar gair nad oes neb yn eu dyfalu'

export default async ({ visit, look, step, page, input, see, follow }) => {
  const submit = () => page.locator('main form button[type=submit]')
  await step('signing in is as it was', async () => {
    await visit('/sign-in')
    if (await page.locator('[data-part=use]').isVisible()) throw new Error('a button that does nothing is to be seen')
    await look('sign-in')
  })
  await step('a passkey cannot be made, and another way can be chosen', async () => {
    await visit('/join')
    await page.fill('#code', input.code)
    await page.fill('#address', input.address)
    await follow(submit())
    await page.fill('#password', PASSWORD)
    await follow(submit())
    await page.check('input[value=passkey]')
    await follow(submit())
    await see(page.locator('[data-part=without]'))
    if (await page.locator('[data-part=use], #name').first().isVisible()) throw new Error('a button or a field that does nothing is to be seen')
    await look('new')
    await follow(page.locator('form[action="/join/another"] button'))
    await page.check('input[value=card]')
    await follow(submit())
    await page.locator('.porthor-codes').waitFor()
  })
  return {}
}
