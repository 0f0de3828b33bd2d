// An administrator and an officer at their forms: a double click, two tabs, and going back after signing out do no harm.
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { visit, step, page, context, input, follow, twice, back, person, origin } = tools
  const version = '/protocols/transition-college/1'
  const sign = (on) => on.locator(`form[action="${version}/signature"]`)
  const withdraw = (on) => on.locator(`form[action="${version}/withdrawal"]`)

  await step('a double click signs once', async () => {
    await signIn(tools, input.administrator, version)
    await page.locator('#read').check()
    await twice(sign(page).locator('button'), () => withdraw(page).waitFor())
  })
  await step('withdrawn in two tabs: once', async () => {
    const other = await context.newPage()
    await other.goto(origin + version)
    await page.locator('#sure').check()
    await other.locator('#sure').check()
    await follow(withdraw(page).locator('button'))
    await sign(page).waitFor()
    await Promise.all([other.waitForEvent('load'), withdraw(other).locator('button').click()])
    if (await withdraw(other).count()) throw new Error('the second tab still offers it')
    await other.close()
  })
  await step('a search twice at once answers once', async () => {
    const officer = await person()
    await signIn(officer, input.officer, '/audit')
    await officer.page.locator('#case').fill(input.case)
    const search = officer.page.locator('main form[action="/audit"] button').first()
    await officer.twice(search, () => officer.page.locator('#found').waitFor())
    await officer.follow(officer.page.locator('#sign-out'))
    // What was found came as the answer to a form: a browser keeps no such page when it is told not to, and says so.
    officer.expects(/ERR_CACHE_MISS/)
    await officer.back()
    await officer.page.locator('body.neterror').waitFor({ state: 'attached' })
    if ((await officer.page.content()).includes(input.case)) throw new Error('the case is named')
    await officer.visit('/audit', { status: 401 })
  })
  await step('signed out, going back shows nothing', async () => {
    await visit(version)
    await follow(page.locator('#sign-out'))
    await back()
    await page.locator('form[action="/sign-in"]').waitFor()
    await visit(version, { status: 401 })
  })
  return {}
}
