import { expect, it } from 'vitest'
import { delegateOptions } from './delegate-options.ts'

it("a member is given none of the balancer's credentials, however they are written", () => {
  const credentials = ['auth-key', 'auth_token', 'authToken', 'api-key', 'api_key', 'apiKey', 'apikeyfile']
  const shared = Object.fromEntries([...credentials, 'streaming', 'api-version'].map((name) => [name, 'x']))
  const member = { name: 'a', model: 'm', ephemeralSettings: {}, modelParams: {} }
  const { metadata } = delegateOptions({} as never, member as never, shared)
  expect(metadata).toMatchObject({ ephemeralSettings: { streaming: 'x', 'api-version': 'x' } })
  expect(Object.keys(metadata?.['ephemeralSettings'] as object)).toEqual(['streaming', 'api-version'])
})
