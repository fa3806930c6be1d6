import { expect, it } from 'vitest'
import { vendorRegistry } from './vendor-registry.ts'
import { vendors } from './vendors.generated.ts'

it('finds a vendor by its type and by each alias, and nothing for any other word', () => {
  const { find, types } = vendorRegistry(vendors)
  expect(types).toEqual(expect.arrayContaining(['anthropic', 'claude', 'gemini', 'openai-compatible']))
  expect(find('claude')).toBe(find('anthropic'))
  expect(find('claude')?.type).toBe('anthropic')
  for (const word of ['bard', '__proto__', 'toString', undefined, 7]) expect(find(word)).toBeUndefined()
})

it('knows no vendor when there are none', () => {
  expect(vendorRegistry([])).toMatchObject({ types: [] })
})
