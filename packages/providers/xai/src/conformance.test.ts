import { conformanceCases, readVendorFixtures } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { xai } from './index.ts'

describe('xai conforms', () => {
  const cases = conformanceCases({
    fixtures: readVendorFixtures('xai', new URL('../fixtures/', import.meta.url)),
    create: (settings) => xai({ ...settings, model: 'grok-4.3' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
