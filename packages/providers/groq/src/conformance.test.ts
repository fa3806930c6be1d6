import { conformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { groq } from './index.ts'

describe('groq conforms', () => {
  const cases = conformanceCases({
    fixtures: 'groq',
    create: (settings) => groq({ ...settings, model: 'llama-3.3-70b-versatile' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
