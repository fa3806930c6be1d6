import { conformanceCases, readVendorFixtures } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { deepseek } from './index.ts'

describe('deepseek conforms', () => {
  const cases = conformanceCases({
    fixtures: readVendorFixtures('deepseek', new URL('../fixtures/', import.meta.url)),
    create: (settings) => deepseek({ ...settings, model: 'deepseek-v4-flash' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
