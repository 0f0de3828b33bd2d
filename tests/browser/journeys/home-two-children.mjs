// A parent of two: home shows both, each with what is theirs; what is one child's does not stand with the other.
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { visit, look, step, page, input, follow, see } = tools
  const [one, other] = input.children
  const card = (child) => page.locator('.porthor-family-card').filter({ hasText: child.name })
  const silent = async (child) => {
    const text = await page.locator('main').innerText()
    for (const word of [child.name, child.file]) if (text.includes(word)) throw new Error(`"${word}" stands with the other child`)
  }

  await step('home shows both', async () => {
    await signIn(tools, input, '/family')
    for (const child of input.children) await see(card(child).locator(`a[href="/family/${child.case}"]`))
    const cards = await page.locator('.porthor-family-card').count()
    if (cards !== 2) throw new Error(`${cards} children`)
    await look('home')
  })
  await step('a circle is one child’s', async () => {
    await follow(card(other).locator(`a[href="/family/${other.case}"]`))
    await see(page.locator('h1').filter({ hasText: other.name }))
    await silent(one)
    await look('circle')
  })
  await step('and so are the reports', async () => {
    for (const [child, not] of [[one, other], [other, one]]) {
      await visit('/family')
      await follow(card(child).locator(`a[href="/family/${child.case}/reports"]`).last())
      await see(child.file)
      await silent(not)
    }
    await look('reports')
  })
  return {}
}
