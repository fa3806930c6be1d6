import { failureKinds, failureRules } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { readFixtures, type Surface } from './fixtures.ts'

const surfaces: Surface[] = [
  'openai',
  'openai-responses',
  'azure-openai',
  'openai-compatible',
  'anthropic',
  'google',
  'cohere',
  'mistral',
  'groq',
  'together',
]

describe.each(surfaces)('the fixtures of %s', (surface) => {
  const fixtures = readFixtures(surface)

  it('have bodies, headers and a status, and answers as well as errors', () => {
    expect(fixtures.some(({ stream, expect: failure }) => stream && failure === undefined)).toBe(true)
    for (const { name, status, headers, body, stream } of fixtures) {
      expect(body === '', name).toBe(name === 'err-200-empty')
      expect(status, name).toBeGreaterThanOrEqual(200)
      expect(headers['content-type'], name).toMatch(stream ? /event-stream/ : /json|html|text/)
    }
  })

  it('expect failures that our own table knows, charged to whom it says', () => {
    for (const { name, status, expect: failure } of fixtures) {
      if (status >= 400) expect(failure, name).toBeDefined()
      if (failure === undefined) continue
      expect(failureKinds, name).toContain(failure.kind)
      expect(failure.scope, name).toBe(failureRules[failure.kind].scope)
    }
  })
})

it('names the known surfaces when asked for another', () => {
  expect(() => readFixtures('nope' as never)).toThrow(
    'readFixtures: "surface" must be one of "openai", "openai-responses", "azure-openai"',
  )
})
