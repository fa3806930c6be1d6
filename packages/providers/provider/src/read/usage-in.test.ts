import { describe, expect, it } from 'vitest'
import { UsageAccount, usageIn } from './usage-in.ts'

describe('the tokens in an answer', () => {
  it.each([
    [{ usage: { prompt_tokens: 3, completion_tokens: 4 } }, { inputTokens: 3, outputTokens: 4 }],
    [{ usage: { input_tokens: 3, output_tokens: 4 } }, { inputTokens: 3, outputTokens: 4 }],
    [{ usage: { promptTokens: 3, completionTokens: 4 } }, { inputTokens: 3, outputTokens: 4 }],
    [{ usage: { inputTokens: 3, outputTokens: 4 } }, { inputTokens: 3, outputTokens: 4 }],
    [{ usage: { tokens: { input_tokens: 3, output_tokens: 4 } } }, { inputTokens: 3, outputTokens: 4 }],
    [
      { usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4, thoughtsTokenCount: 5 } },
      { inputTokens: 3, outputTokens: 9, reasoningTokens: 5 },
    ],
    [{ x_groq: { usage: { prompt_tokens: 3 } } }, { inputTokens: 3 }],
    [{ usage: { input_tokens: 3, cache_read_input_tokens: 10 } }, { inputTokens: 13, cacheReadTokens: 10 }],
    [
      {
        usage: {
          ...{ input_tokens: 3, output_tokens: 4 },
          iterations: [
            { type: 'compaction', input_tokens: 10, output_tokens: 20 },
            { type: 'message', input_tokens: 3, output_tokens: 4 },
            { type: 'compaction', input_tokens: 100 },
          ],
        },
      },
      { inputTokens: 113, outputTokens: 24 },
    ],
    [{ usage: { prompt_tokens: 'many', completion_tokens: -1 } }, {}],
    [{ usage: null, choices: [null] }, {}],
    [{}, {}],
  ])('are read in the words of any vendor: %j', (answer, expected) => {
    expect(usageIn(answer)).toEqual(expected)
  })

  it('are put together from events that tell only what is new', () => {
    const account = new UsageAccount()
    expect(account.add({ usage: { input_tokens: 10, output_tokens: 1 } })).toEqual({
      inputTokens: 10,
      outputTokens: 1,
    })
    expect(account.add({ type: 'ping' })).toEqual({})
    expect(account.add({ usage: { output_tokens: 50 } })).toEqual({ inputTokens: 10, outputTokens: 50 })
  })
})
