// A parent joins with a letter and a passkey: refused by the phone at first; comes in with it again; gives a consent with it, first without
// being recognised, and what was chosen is still there.
import { choose } from '../sign-in.mjs'

const PASSWORD = 'pedwar gair nad oes neb yn eu dyfalu'

export default async ({ visit, look, step, keys, page, input, passkeys, follow, see }) => {
  const submit = () => page.locator('main form button[type=submit]')
  const use = () => page.locator('[data-part=use]')
  const phone = await passkeys()
  await step('the letter and a password', async () => {
    await visit('/join')
    await choose({ page, follow })
    await keys.fill(page.locator('#code'), input.code)
    await keys.fill(page.locator('#address'), input.address)
    await keys.follow(submit())
    await keys.fill(page.locator('#password'), PASSWORD)
    await keys.follow(submit())
  })
  await step('a passkey is the third choice', async () => {
    await look('choice')
    await keys.to(page.locator('input[value=passkey]'))
    await keys.activate()
    await keys.follow(submit())
    await look('new')
  })
  await step('a phone that does not know its owner makes none, and what was typed is still there', async () => {
    await keys.fill(page.locator('#name'), 'Fy ffôn')
    await phone.refuse()
    await keys.to(use())
    await keys.activate()
    await see(page.locator('[data-part=failed]'))
    if ((await phone.kept()).length > 0) throw new Error('a passkey was made')
    if ((await page.locator('#name').inputValue()) !== 'Fy ffôn') throw new Error('its name is gone')
    await look('failed')
  })
  await step('its owner makes one, and is in', async () => {
    await phone.agree()
    await keys.follow(use())
    await see(page.locator('.govuk-service-navigation'))
    if ((await phone.kept()).length !== 1) throw new Error('there should be one passkey')
  })
  await step('the account names it, and asks for a card as well', async () => {
    await visit('/account')
    await see('Fy ffôn')
    await see(page.locator('.govuk-inset-text'))
    await look('account')
  })
  await step('out, and in again with it alone', async () => {
    await keys.follow(page.locator('#sign-out'))
    await look('sign-in')
    await phone.refuse()
    await keys.to(use())
    await keys.activate()
    await see(page.locator('[data-part=failed]'))
    await look('sign-in-failed')
    await phone.agree()
    await keys.follow(use())
    await see(page.locator('.govuk-service-navigation'))
  })
  await step('the password leads to the passkey too', async () => {
    await keys.follow(page.locator('#sign-out'))
    await page.fill('#address', input.address)
    await page.fill('#password', PASSWORD)
    await page.check('#helped')
    await follow(page.locator('form[action="/sign-in"] button[type=submit]'))
    await look('after-password')
    await keys.follow(submit())
    await see(page.locator('.govuk-service-navigation'))
    await visit('/account')
    if ((await page.locator('.govuk-tag--yellow').count()) !== 1) throw new Error('that somebody helps is not shown')
  })
  await step('a consent, confirmed with it', async () => {
    await visit(`/family/${input.case}/consents/new`)
    await page.check(`[id="recipient-agency:${input.agency}"]`)
    await page.check(`#category-${input.category}`)
    await page.check(`main input[name=purpose][value=${input.purpose}]`)
    await page.check('main input[name=until][value="6"]')
    await follow(page.locator('main form button:not([name])'))
    await look('consent')
    await phone.refuse()
    await keys.to(page.locator('main form button:not([name])'))
    await keys.activate()
    await see(page.locator('[data-part=failed]'))
    await look('consent-failed')
    await phone.agree()
    await keys.follow(page.locator('main form button:not([name])'))
    await look('receipt')
  })
  const consent = page.url().match(/consents\/([^/]+)\/receipt$/)?.[1]
  if (!consent) throw new Error(`the consent led to ${page.url()}`)
  return { consent }
}
