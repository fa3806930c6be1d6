import { describe, expect, it } from 'vitest'
import { createApiReader } from './support/public-api.ts'
import { publishedPackages, readText } from './support/workspace.ts'

const reader = createApiReader(publishedPackages)

/** Errors that a page may name and the package does not export: those of the platform, and of the library that the package is for. */
const errorsOfOthers: readonly string[] = [
  ...['Error', 'TypeError', 'RangeError', 'TimeoutError'],
  ...['APICallError', 'UnsupportedFunctionalityError', 'ContextOverflowError'],
]

describe.each(publishedPackages)('the public API of $manifest.name', ({ folder, manifest }) => {
  const api = (): ReturnType<typeof reader.read> => reader.read(manifest.name)
  const file = `${manifest.name.replace('@llm-balancer/', '')}.api.md`

  it('is the reviewed one; `pnpm api` writes it anew', async () => {
    await expect(api().report).toMatchFileSnapshot(`public-api/${file}`)
  })

  it('has a doc comment on everything it exports', () => {
    expect(api().undocumented).toEqual([])
  })

  it('has the errors that its README names, because not every installer lets a user reach the core behind it', () => {
    const exported = new Set(api().declared.map(({ name }) => name))
    const named = readText(`${folder}/README.md`).match(/\b[A-Z]\w*Error\b/g) ?? []
    const missing = [...new Set(named)].filter(
      (name) => !exported.has(name) && !errorsOfOthers.includes(name),
    )
    expect(missing).toEqual([])
  })
})

/** Names with two declarations, and why. In `compat` are the names that users of other libraries know. */
const otherwise: Readonly<Record<string, string>> = {
  createLLMBalancer: 'llm-balancer/bare makes the same without vendors',
  vendor: 'each vendor declares itself under this name',
  FakeTarget: 'core/testing: a target for a strategy; testing: a server that can be made to fail',
  FakeTargetSettings: 'of both',
  MakeStrategy:
    'core: makes a strategy of one balancer; simulator/quality: makes the rival that a scenario is played with',
  Refusal: 'core/errors: an answer of a vendor; simulator: what a server of a scenario does',
}

it('one name stands for one thing in all packages', () => {
  const declarations = new Map<string, Set<string>>()
  for (const { manifest } of publishedPackages)
    for (const { entry, name, declaration } of reader.read(manifest.name).declared)
      if (!entry.startsWith('llm-balancer/compat/'))
        declarations.set(name, (declarations.get(name) ?? new Set()).add(declaration))
  const twofold = [...declarations].filter(([, { size }]) => size > 1).map(([name]) => name)
  expect(twofold.sort()).toEqual(Object.keys(otherwise).sort())
})
