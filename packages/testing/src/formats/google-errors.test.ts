import { describe, expect, it } from 'vitest'
import { createFakeLLM, type Fault } from '../index.ts'
import { ask } from '../support/ask.ts'

const detailsOf = async (fault: Fault): Promise<unknown> => {
  const fake = createFakeLLM({ targets: { a: { format: 'google' } } })
  fake.target('a').script([fault])
  const response = await ask(fake, 'a', { format: 'google', model: 'gemini' })
  return ((await response.json()) as { error: { details?: unknown } }).error.details
}

const quotaFailure = (quotaId: string): object => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaId, quotaDimensions: { location: 'global', model: 'gemini' } }],
})

describe('the details of an error of Google', () => {
  it('name the quota that is used up, whose period tells a rate limit from the quota of a day', async () => {
    expect(await detailsOf({ fault: 'rate-limit', retryAfterMs: 1_500 })).toEqual([
      quotaFailure('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'),
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' },
    ])
    expect(await detailsOf('quota')).toEqual([
      quotaFailure('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
    ])
  })

  it('give the reason of a refusal, where the status alone does not', async () => {
    const errorInfo = (reason: string): object => ({
      ...{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' },
    })
    expect(await detailsOf('auth')).toEqual([errorInfo('API_KEY_INVALID')])
    expect(await detailsOf('content-policy')).toEqual([errorInfo('CONTENT_POLICY_VIOLATION')])
  })

  it('are left out where there are none', async () => {
    expect(await detailsOf('server')).toBeUndefined()
  })
})
