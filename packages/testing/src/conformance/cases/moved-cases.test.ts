import { describe, expect, it } from 'vitest'
import { conformanceCases, type AdapterSettings } from '../index.ts'
import { overRequests, withMessages } from '../support/careless-adapters.ts'
import { tinyAdapter } from '../support/tiny-adapter.ts'

const name = 'ids of tool calls become such as the vendor takes'

const run = (create: (settings: AdapterSettings) => ReturnType<typeof tinyAdapter>): Promise<void> => {
  const found = conformanceCases({ fixtures: 'openai', create }).find((one) => one.name === name)
  return found?.run() ?? Promise.reject(new Error(`there is no case "${name}"`))
}

/** Leaves the calls of tools out of the conversation. */
const withoutCalls = (settings: AdapterSettings): ReturnType<typeof tinyAdapter> => {
  const model = tinyAdapter(settings)
  return {
    ...model,
    generate: (request, options) =>
      model.generate(
        { ...request, messages: request.messages.filter(({ role }) => role !== 'assistant') },
        options,
      ),
  }
}

it('an adapter may shorten the ids of calls, but neither send them as they are nor leave the calls out', async () => {
  await expect(
    run((settings) => tinyAdapter(settings, 'cleans ids until they are alike')),
  ).resolves.toBeUndefined()
  await expect(run((settings) => tinyAdapter(settings))).rejects.toThrow('an id the vendor refuses')
  await expect(run(withoutCalls)).rejects.toThrow('there are too few calls in the body')
})

it('only a vendor that does not take all ids is asked about them', () => {
  const names = conformanceCases({ fixtures: 'openai-compatible', create: tinyAdapter })
  expect(names.map((one) => one.name)).not.toContain(name)
})

describe('calls and results without ids', () => {
  type Message = Readonly<Record<string, unknown>>

  /** Runs the case over an adapter whose calls and results have no ids, and whose results are written like this. */
  const check = (results: (all: readonly Message[]) => readonly object[]): Promise<void> => {
    const create = overRequests((body) =>
      withMessages(body, (messages) => [
        ...messages.filter(({ role }) => role !== 'tool').map(withoutIds),
        ...results(messages.filter(({ role }) => role === 'tool').map(withoutIds)),
      ]),
    )
    const pairs =
      'generate keeps each tool call with its result, and apart from the others, whatever their ids'
    const cases = conformanceCases({ fixtures: 'openai-compatible', create })
    const found = cases.find((one) => one.name === pairs)
    return found?.run() ?? Promise.reject(new Error(`there is no case "${pairs}"`))
  }
  const withoutIds = ({ tool_call_id: _, tool_calls: calls, ...message }: Message): Message => ({
    ...message,
    ...(Array.isArray(calls) && { tool_calls: (calls as Message[]).map(({ id: __, ...call }) => call) }),
  })
  const named = (all: readonly Message[]) => all.map((result) => ({ ...result, name: 'get_weather' }))

  it('belong together by their order and their names', async () => {
    await expect(check(named)).resolves.toBeUndefined()
    await expect(check((all) => named(all).toReversed())).rejects.toThrow('in another order')
    await expect(check((all) => all)).rejects.toThrow('the name of a result')
  })
})
