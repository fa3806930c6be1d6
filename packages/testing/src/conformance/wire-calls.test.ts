import { describe, expect, it } from 'vitest'
import { readFixtures, type Surface } from './index.ts'
import { callReaderOf, wireCallsIn } from './wire-calls.ts'

const pair = { call: { id: 'c1', name: 'weather' }, result: { id: 'c1' } }

const bodies: [Surface, object][] = [
  [
    'openai',
    {
      messages: [
        { role: 'user', content: 'hi' },
        { role: 'assistant', tool_calls: [{ id: 'c1', function: { name: 'weather', arguments: '{}' } }] },
        { role: 'tool', tool_call_id: 'c1', content: '4' },
      ],
    },
  ],
  [
    'anthropic',
    {
      messages: [
        { role: 'user', content: 'hi' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'weather', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: '4' }] },
      ],
    },
  ],
  [
    'google',
    {
      contents: [
        { role: 'user', parts: [{ text: 'hi' }] },
        { role: 'model', parts: [{ functionCall: { id: 'c1', name: 'weather', args: {} } }] },
        { role: 'user', parts: [{ functionResponse: { id: 'c1', name: 'weather', response: {} } }] },
      ],
    },
  ],
  [
    'openai-responses',
    {
      input: [
        { role: 'user', content: 'hi' },
        { type: 'function_call', call_id: 'c1', id: 'fc_1', name: 'weather', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: '4' },
      ],
    },
  ],
]

describe('calls and results of tools in a body', () => {
  it.each(bodies)('are found where %s has them', (surface, body) => {
    const { calls, results } = wireCallsIn(callReaderOf(surface), JSON.stringify(body))
    expect(calls).toMatchObject([pair.call])
    expect(results).toMatchObject([pair.result])
  })

  it.each(bodies)('are not found in a request to %s that has none, whatever it looks like', (surface) => {
    for (const body of [{}, { messages: 'x', contents: null, input: 'hi' }, { messages: [null, 1] }])
      expect(wireCallsIn(callReaderOf(surface), JSON.stringify(body))).toEqual({ calls: [], results: [] })
  })
})

it('has an answer with signatures or calls to send back on every surface that has them', () => {
  const withSignatures = (['anthropic', 'google', 'openai-responses'] as const).filter((surface) =>
    readFixtures(surface).some(({ body }) => /"(signature|thoughtSignature|encrypted_content)"/.test(body)),
  )
  expect(withSignatures).toEqual(['anthropic', 'google', 'openai-responses'])
})
