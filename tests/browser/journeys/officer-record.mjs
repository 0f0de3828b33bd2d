// An information governance officer at the record: finds entries, has one explained, checks a receipt, looks at use, asks who could
// see what, takes an export, a report for paper and a bundle. Nowhere a word of a report, or whose it is.
import { signIn } from '../sign-in.mjs'

// Whoever signs in reads the language that is kept for them; from here on they read this one.
const inTheirLanguage = async ({ page, language, follow }) => {
  if ((await page.locator('html').getAttribute('lang')) !== language) await follow(page.locator('.porthor-language__button'))
}

export default async (tools) => {
  const { look, printed, step, keys, page, input, visit, follow } = tools
  const silent = async () => {
    const html = await page.content()
    for (const secret of input.secrets) if (html.includes(secret)) throw new Error(`the page tells ${secret}`)
  }
  const looked = async (name) => {
    await silent()
    await look(name)
  }

  await step('signing in leads to the record', async () => {
    await signIn(tools, input, '/audit')
    await inTheirLanguage(tools)
    await looked('record')
  })
  await step('a search that cannot be taken', async () => {
    await keys.fill(page.locator('#case'), '../x')
    await keys.follow(page.locator('main form[action="/audit"] button').first())
    await page.locator('#case-error').waitFor()
    await looked('record-wrong')
  })
  await step('a search by case, by keyboard', async () => {
    await keys.fill(page.locator('#case'), input.case)
    await keys.follow(page.locator('main form[action="/audit"] button').first())
    await page.locator('#found').waitFor()
    await looked('found')
  })
  await step('nothing of the search stands in the address', async () => {
    if (new URL(page.url()).search || page.url().includes(input.case)) throw new Error(page.url())
  })
  await step('a report for paper', async () => {
    await follow(page.locator('form[action="/audit/report"] button'))
    await looked('paper')
    await printed('paper')
  })
  await step('an export', async () => {
    await visit('/audit')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('form[action="/audit/export"] button').first().click(),
    ])
    if (!download.suggestedFilename().endsWith('.csv')) throw new Error(download.suggestedFilename())
  })
  await step('a refusal explained', async () => {
    await visit(`/audit/events/${input.refused}`)
    await page.locator('.govuk-tag--red').first().waitFor()
    await looked('entry-refused')
    await printed('entry-refused')
  })
  await step('an opening explained, and its receipt checked', async () => {
    await visit(`/audit/events/${input.opened}`)
    await looked('entry-allowed')
    await follow(page.locator('form[action="/audit/receipt"] button'))
    await page.locator('#result').waitFor()
    await looked('receipt')
  })
  await step('pictures of use', async () => {
    await visit('/audit/use')
    await page.locator('figure.porthor-chart svg').first().waitFor()
    await looked('use')
    await printed('use')
  })
  await step('who could see this', async () => {
    await visit('/audit/sight')
    await look('sight')
    await keys.fill(page.locator('#id'), input.report)
    await keys.follow(page.locator('form[action="/audit/sight"] button'))
    await page.locator('main table').first().waitFor()
    await looked('sight-told')
    await printed('sight-told')
  })
  await step('a bundle', async () => {
    await visit('/audit/bundle')
    await look('bundle')
    await keys.fill(page.locator('#case'), input.case)
    await keys.follow(page.locator('form[action="/audit/bundle"] button'))
    await page.locator('main table').first().waitFor()
    await looked('bundle-held')
    await printed('bundle-held')
  })
  return {}
}
