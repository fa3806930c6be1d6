import { describe, expect, it } from 'vitest'
import { toFinish } from './to-finish.ts'

describe('the finish reason', () => {
  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['pause_turn', 'stop'],
    ['compaction', 'stop'],
    ['tool_use', 'tool-calls'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['refusal', 'content-filter'],
    ['something_new', 'other'],
    ['constructor', 'other'],
  ])('%s is %s', (raw, unified) => {
    expect(toFinish({ stop_reason: raw }).finishReason).toEqual({ unified, raw })
  })

  it('is other when it is missing', () => {
    expect(toFinish({ stop_reason: null }).finishReason).toEqual({ unified: 'other', raw: undefined })
  })
})

describe('the finish reason of an answer with calls', () => {
  it.each([
    ['end_turn', 'tool-calls'],
    ['something_new', 'tool-calls'],
    [null, 'tool-calls'],
    ['max_tokens', 'length'],
    ['refusal', 'content-filter'],
  ])('%s is %s', (raw, unified) => {
    expect(toFinish({ stop_reason: raw }, true).finishReason.unified).toBe(unified)
  })
})

describe('the usage', () => {
  it('adds cache reads and writes to the input', () => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 200,
      cache_creation_input_tokens: 30,
      output_tokens: 50,
      output_tokens_details: { thinking_tokens: 20 },
    }
    expect(toFinish({ usage }).usage).toEqual({
      inputTokens: { total: 240, noCache: 10, cacheRead: 200, cacheWrite: 30 },
      outputTokens: { total: 50, text: 30, reasoning: 20 },
      raw: usage,
    })
  })

  it('does not call output text while it is not known how much of it was thought', () => {
    const { outputTokens } = toFinish({ usage: { input_tokens: 1, output_tokens: 50 } }).usage
    expect(outputTokens).toEqual({ total: 50, text: undefined, reasoning: undefined })
  })

  it('adds what it took to compact the conversation, and nothing that the totals have already', () => {
    const usage = {
      input_tokens: 23_000,
      output_tokens: '1000',
      cache_read_input_tokens: 5,
      iterations: [
        { type: 'compaction', input_tokens: 180_000, output_tokens: 3500, cache_read_input_tokens: 7 },
        { type: 'message', input_tokens: 23_000, output_tokens: 1000 },
        { type: 'compaction', input_tokens: '10', output_tokens: 1 },
        null,
      ],
    }
    expect(toFinish({ usage }).usage).toMatchObject({
      inputTokens: { total: 203_022, noCache: 203_010, cacheRead: 12, cacheWrite: undefined },
      outputTokens: { total: 4501 },
      raw: usage,
    })
    expect(
      toFinish({ usage: { iterations: [{ type: 'compaction' }] } }).usage.inputTokens.total,
    ).toBeUndefined()
  })

  it('is unknown when it cannot be read', () => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: null,
      output_tokens: 'five',
      output_tokens_details: null,
    }
    expect(toFinish({ usage }).usage).toEqual({
      inputTokens: { total: 10, noCache: 10, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: undefined, text: undefined, reasoning: undefined },
      raw: usage,
    })
    expect(toFinish({}).usage.inputTokens.total).toBeUndefined()
  })
})

describe('the metadata', () => {
  it('holds the fields that have no unified name, under their own names', () => {
    const { providerMetadata } = toFinish({
      id: 'msg',
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [],
      stop_reason: 'stop_sequence',
      stop_sequence: 'END',
      stop_details: null,
      container: { id: 'c' },
      usage: { service_tier: 'priority' },
    })
    expect(providerMetadata).toEqual({
      anthropic: { stop_sequence: 'END', container: { id: 'c' }, service_tier: 'priority' },
    })
  })

  it('is absent when there are no further fields', () => {
    expect(toFinish({ id: 'msg', stop_sequence: null })).not.toHaveProperty('providerMetadata')
  })
})
