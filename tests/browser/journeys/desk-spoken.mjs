// A co-ordinator records a consent that was spoken before a witness: not without the witness, and with no paper. There is a receipt to
// print; and when the family takes it back by telephone, the co-ordinator does that for them.
import { keepsRecord } from '../give.mjs'
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { visit, look, printed, step, page, input, language, follow, see } = tools
  const submit = () => page.locator('main form button[type=submit]')

  await step('without its witness it is not taken', async () => {
    await signIn(tools, input, '/desk')
    await visit(`/desk/${input.case}/consents/paper`)
    await keepsRecord(page, { giver: input.giver, how: 'spoken' })
    await follow(submit())
    await page.locator('#witness-error').waitFor()
    await look('no-witness')
  })
  await step('with the witness, what it changes is shown', async () => {
    await page.locator('#witness').selectOption(input.witness)
    await follow(submit())
    await look('check')
  })
  await step('to change it, what was said is still there', async () => {
    await follow(page.locator('main form button[name=change]'))
    if (!(await page.locator('main input[name=how][value=spoken]').isChecked())) throw new Error('how it was given is lost')
    if ((await page.locator('#witness').inputValue()) !== input.witness) throw new Error('the witness is lost')
    await follow(submit())
  })
  await step('recorded: a receipt to print for the family, in the language that they read', async () => {
    await follow(page.locator('main form button:not([name])'))
    await see(page.locator('main .govuk-notification-banner'))
    if ((await page.locator('main p.porthor-screen-only').count()) !== (language === input.reads ? 2 : 3)) throw new Error('whom it is for')
    await look('receipt')
    await printed('receipt')
  })
  await step('the family says no on the telephone: withdrawn for them, at once, and a receipt of that', async () => {
    await visit(`/desk/${input.case}`)
    await follow(page.locator('#consents ~ table a[href$="/receipt"]').first())
    await follow(page.locator('main a[href$="/withdraw"]'))
    await look('withdraw')
    await follow(page.locator('main form button'))
    if ((await page.locator('main a[href$="/withdraw"]').count()) !== 0) throw new Error('it is offered again')
    await see(page.locator('.govuk-summary-list__value', { hasText: input.name }))
    await look('withdrawn')
    await printed('withdrawn')
  })
  return {}
}
