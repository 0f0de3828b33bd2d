// An officer at the register of protocols: every version, one in full, two side by side, a draft tried.
import { signIn } from '../sign-in.mjs'

// Whoever signs in reads the language that is kept for them; from here on they read this one.
const inTheirLanguage = async ({ page, language, follow }) => {
  if ((await page.locator('html').getAttribute('lang')) !== language) await follow(page.locator('.porthor-language__button'))
}

export default async (tools) => {
  const { look, printed, step, keys, page, input, visit, follow } = tools

  await step('the register', async () => {
    await signIn(tools, input, '/protocols')
    await inTheirLanguage(tools)
    await look('register')
    await printed('register')
  })
  await step('one version in full', async () => {
    await follow(page.locator('main a[href="/protocols/aln-support/1"]'))
    await look('version')
    await printed('version')
  })
  await step('two versions side by side', async () => {
    await visit('/protocols')
    await page.locator('#before').selectOption('aln-support/1')
    await page.locator('#after').selectOption('transition-college/1')
    await keys.follow(page.locator('form[action="/protocols/compare"] button'))
    await page.locator('main table').first().waitFor()
    await look('compared')
    await printed('compared')
  })
  await step('a draft that cannot be read', async () => {
    await visit('/protocols/trial')
    await look('trial')
    await page.locator('#draft').fill('id = 1')
    await keys.follow(page.locator('form[action="/protocols/trial"] button'))
    await page.locator('#draft-error').waitFor()
    await look('trial-wrong')
  })
  await step('a draft tried', async () => {
    await page.locator('#draft').fill('')
    await page.locator('#version').selectOption('transition-college/1')
    await keys.follow(page.locator('form[action="/protocols/trial"] button'))
    await page.locator('main dl').first().waitFor()
    await look('trial-told')
    await printed('trial-told')
  })
  return {}
}
