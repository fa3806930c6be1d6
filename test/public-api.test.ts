import { describe, expect, it } from 'vitest'
import { createApiReader } from './support/public-api.ts'
import { publishedPackages } from './support/workspace.ts'

const reader = createApiReader(publishedPackages)

describe.each(publishedPackages)('the public API of $manifest.name', ({ manifest }) => {
  const api = (): ReturnType<typeof reader.read> => reader.read(manifest.name)
  const file = `${manifest.name.replace('@llm-balancer/', '')}.api.md`

  it('is the reviewed one; `pnpm api` writes it anew', async () => {
    await expect(api().report).toMatchFileSnapshot(`public-api/${file}`)
  })

  it('has a doc comment on everything it exports', () => {
    expect(api().undocumented).toEqual([])
  })
})
