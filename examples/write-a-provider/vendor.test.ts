import { expect, it } from 'vitest'
import { vendor } from './vendor.ts'

it('makes a model of the vendor that it declares', () => {
  const model = vendor.chat({ apiKey: 'k', model: 'acme-1' })
  expect(model).toMatchObject({ provider: vendor.type, modelId: 'acme-1' })
})
