// An officer, or an administrator, signs a version for their agency, and withdraws it again.
import { signIn } from '../sign-in.mjs'

// Whoever signs in reads the language that is kept for them; from here on they read this one.
const inTheirLanguage = async ({ page, language, follow }) => {
  if ((await page.locator('html').getAttribute('lang')) !== language) await follow(page.locator('.porthor-language__button'))
}

export default async (tools) => {
  const { look, step, keys, page, input } = tools
  const version = '/protocols/transition-college/1'
  const sign = page.locator(`form[action="${version}/signature"]`)
  const withdraw = page.locator(`form[action="${version}/withdrawal"]`)

  await step('unread it is not signed', async () => {
    await signIn(tools, input, version)
    await inTheirLanguage(tools)
    await keys.follow(sign.locator('button'))
    await page.locator('#read-error').waitFor()
    await look('unread')
  })
  await step('signed', async () => {
    await page.locator('#read').check()
    await keys.follow(sign.locator('button'))
    await withdraw.waitFor()
    await page.locator('.govuk-notification-banner--success').waitFor()
    await look('signed')
  })
  await step('withdrawn', async () => {
    await page.locator('#sure').check()
    await keys.follow(withdraw.locator('button'))
    await sign.waitFor()
  })
  return {}
}
