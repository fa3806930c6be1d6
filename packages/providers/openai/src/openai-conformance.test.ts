import { conformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { openai } from './index.ts'

describe('openai conforms', () => {
  const cases = conformanceCases({
    fixtures: 'openai',
    create: (settings) => openai({ ...settings, model: 'gpt-4.1-mini' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
