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

  it('is unknown when it cannot be read', () => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: null,
      output_tokens: '5',
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
