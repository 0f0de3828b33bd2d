// Looking after one's own account: another password, a new card, and the sessions that end with it.
import { arrives, first } from '../join.mjs'
import { staysInBoth } from '../languages.mjs'
import { saysWhere } from '../sign-in.mjs'

export default async (tools) => {
  const { look, printed, step, page, input, visit, follow, person } = tools
  const submit = () => page.locator('main form button[type=submit]')
  await arrives(tools, input)
  const elsewhere = await person()
  await step('signed in elsewhere too', async () => {
    await arrives(elsewhere, input)
    await visit('/account')
    await look('two-sessions')
  })
  await step('a wrong password changes nothing; the right one does, and ends the other session', async () => {
    await visit('/account/password')
    await look('password')
    await page.fill('#password', 'not the password at all')
    await page.fill('#password-new', 'another four words of mine')
    await follow(submit())
    await page.locator('#password-error').waitFor()
    await page.fill('#password', input.password)
    await page.fill('#password-new', 'another four words of mine')
    await follow(submit())
    await look('done')
    await elsewhere.visit('/account', { status: 401 })
  })
  await step('a new card', async () => {
    await visit('/account/factor')
    await look('choice')
    await page.check('input[value=card]')
    await follow(submit())
    await look('card')
    await staysInBoth(tools, '.porthor-codes tbody')
    await printed('card')
    const desk = page.viewportSize()
    for (const width of [320, 375]) {
      await page.setViewportSize({ width, height: 640 })
      const hidden = await page.locator('.porthor-scroll').evaluate((one) => one.scrollWidth - one.clientWidth)
      if (hidden > 0) throw new Error(`at ${width} px ${hidden} px of the card are out of sight`)
    }
    await page.setViewportSize(desk)
    const held = { card: {} }
    const code = await first(page, held, 'card')
    await page.fill('#code', 'AAAA AAAA')
    await follow(submit())
    await page.locator('#code-error').waitFor()
    await saysWhere(page)
    if (!(await page.locator('.porthor-codes').count())) throw new Error('a slip takes the card away before it is printed')
    await look('card-wrong')
    await page.fill('#code', code)
    await follow(submit())
    await page.locator('.govuk-notification-banner').waitFor()
  })
  return {}
}
