import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { ProviderError } from './provider-error.ts'

const options = { message: 'the request was refused', kind: 'bad-request', provider: 'openai' } as const

it('holds the words of the vendor where they are read by name and printed by nothing', () => {
  const error = new ProviderError({ ...options, vendorMessage: 'invalid value: my secret prompt' })
  expect(error.vendorMessage).toBe('invalid value: my secret prompt')
  expect(error.message).toBe('openai: the request was refused')
  const printed = [
    JSON.stringify(error),
    inspect(error, { depth: Infinity, showHidden: true, getters: false }),
    String(error),
    JSON.stringify(Object.assign({}, error)),
    String(error.stack),
  ]
  for (const text of printed) expect(text).not.toContain('secret')
})

it('has no words of the vendor where there are none', () => {
  expect(new ProviderError(options).vendorMessage).toBeUndefined()
})
