import { describe, expect, it } from 'vitest'
import { failureIn, toFinish } from './to-finish.ts'

const finishOf = (finishReason: unknown, hasCalls = false): unknown =>
  toFinish({ candidates: [{ finishReason }] }, hasCalls).finishReason

describe('the finish reason', () => {
  it.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['CONTINUATION', 'length'],
    ['SAFETY', 'content-filter'],
    ['RECITATION', 'content-filter'],
    ['LANGUAGE', 'content-filter'],
    ['BLOCKLIST', 'content-filter'],
    ['PROHIBITED_CONTENT', 'content-filter'],
    ['SPII', 'content-filter'],
    ['MODEL_ARMOR', 'content-filter'],
    ['ESCALATION', 'content-filter'],
    ['IMAGE_SAFETY', 'content-filter'],
    ['IMAGE_PROHIBITED_CONTENT', 'content-filter'],
    ['IMAGE_RECITATION', 'content-filter'],
    ['IMAGE_OTHER', 'other'],
    ['NO_IMAGE', 'other'],
    ['OTHER', 'other'],
    ['TOO_MANY_TOOL_CALLS', 'other'],
    ['FINISH_REASON_UNSPECIFIED', 'other'],
    ['SOMETHING_NEW', 'other'],
    ['constructor', 'other'],
  ])('%s is %s', (raw, unified) => {
    expect(finishOf(raw)).toEqual({ unified, raw })
    expect(failureIn(raw)).toBeUndefined()
  })

  it('is tool-calls when there are tool calls', () => {
    expect(finishOf('STOP', true)).toEqual({ unified: 'tool-calls', raw: 'STOP' })
    expect(finishOf('MAX_TOKENS', true)).toEqual({ unified: 'length', raw: 'MAX_TOKENS' })
  })

  it.each([
    ['MALFORMED_FUNCTION_CALL', 'invalid-response'],
    ['MALFORMED_RESPONSE', 'invalid-response'],
    ['UNEXPECTED_TOOL_CALL', 'invalid-response'],
    ['MISSING_THOUGHT_SIGNATURE', 'bad-request'],
    ['PUP_LIMITED_DISABLED', 'permission'],
  ])('%s is a failure: %s', (raw, kind) => {
    expect(failureIn(raw)).toBe(kind)
  })

  it.each([undefined, null, 5, ''])('is other when it is %s', (raw) => {
    expect(finishOf(raw)).toEqual({ unified: 'other', raw: undefined })
  })
})

describe('the usage', () => {
  it('adds reasoning to the output, and the output of Google’s tools to the input', () => {
    const usageMetadata = {
      promptTokenCount: 100,
      cachedContentTokenCount: 30,
      toolUsePromptTokenCount: 20,
      candidatesTokenCount: 7,
      thoughtsTokenCount: 5,
      totalTokenCount: 132,
      serviceTier: 'standard',
    }
    expect(toFinish({ usageMetadata }, false).usage).toEqual({
      inputTokens: { total: 120, noCache: 90, cacheRead: 30, cacheWrite: undefined },
      outputTokens: { total: 12, text: 7, reasoning: 5 },
      raw: usageMetadata,
    })
  })

  it('is unknown when it cannot be read', () => {
    const { usage } = toFinish(
      { usageMetadata: { promptTokenCount: null, thoughtsTokenCount: 'five' } },
      false,
    )
    expect(usage.inputTokens.total).toBeUndefined()
    expect(usage.outputTokens).toEqual({ total: undefined, text: undefined, reasoning: undefined })
    expect(toFinish({}, false).usage.inputTokens.total).toBeUndefined()
    expect(toFinish({ usageMetadata: { thoughtsTokenCount: 5 } }, false).usage.outputTokens.total).toBe(5)
  })
})

describe('the metadata', () => {
  it('holds the fields of body and candidate that have no unified name, under their own names', () => {
    const body = {
      candidates: [
        {
          content: { parts: [] },
          finishReason: 'CONTINUATION',
          index: 0,
          continuationToken: 't',
          safetyRatings: [{ category: 'c' }],
        },
      ],
      modelVersion: 'm',
      responseId: 'r',
      usageMetadata: {},
      createTime: '2026-11-20T12:00:00Z',
      promptFeedback: { safetyRatings: [] },
    }
    expect(toFinish(body, false).providerMetadata).toEqual({
      google: {
        continuationToken: 't',
        safetyRatings: [{ category: 'c' }],
        createTime: '2026-11-20T12:00:00Z',
        promptFeedback: { safetyRatings: [] },
      },
    })
    expect(toFinish({ candidates: [{ index: 0 }] }, false)).not.toHaveProperty('providerMetadata')
  })
})
