import { describe, expect, it } from 'vitest'
import { readExpectations } from '../expected.ts'
import { conformanceCases, readFixtures, type ConformanceOptions } from '../index.ts'
import { objectIn, framesOf } from '../rewrite.ts'
import { tinyAdapter } from '../support/tiny-adapter.ts'

/** Runs a case, whatever comes of it, and gives what it answered to the requests of the adapter. */
const answersIn = async (fixtures: ConformanceOptions['fixtures'], name: string): Promise<Response[]> => {
  const answers: Response[] = []
  const cases = conformanceCases({
    fixtures,
    create: (settings) =>
      tinyAdapter({
        ...settings,
        async fetch(input, init) {
          const { body, status, headers } = await settings.fetch(input, init)
          const text = await new Response(body).text()
          answers.push(new Response(text, { status, headers }))
          return new Response(text, { status, headers })
        },
      }),
  })
  const found = cases.find((one) => one.name === name)
  if (found === undefined) throw new Error(`there is no case "${name}"`)
  await found.run().catch(() => {})
  return answers
}

/** The objects in the one stream that a case answers. */
const objectsIn = async (fixtures: ConformanceOptions['fixtures'], name: string): Promise<unknown[]> => {
  const [answer, ...others] = await answersIn(fixtures, name)
  expect(others).toEqual([])
  const body = (await answer?.text()) ?? ''
  return framesOf({ body, stream: true })
    .map(objectIn)
    .filter((object) => object !== undefined)
}

describe('a finish in every chunk', () => {
  const name = 'a stream with a finish in every chunk is the whole answer'

  it('stands where chat completions have it', async () => {
    const chunks = (await objectsIn('openai', name)) as { choices: { finish_reason: unknown }[] }[]
    const finishes = chunks.flatMap(({ choices }) => choices.map((choice) => choice.finish_reason))
    expect(finishes.length).toBeGreaterThan(3)
    expect(new Set(finishes)).toEqual(new Set(['stop']))
  })

  it('stands where Google has it', async () => {
    const chunks = (await objectsIn('google', name)) as { candidates: { finishReason: unknown }[] }[]
    const finishes = chunks.flatMap(({ candidates }) => candidates.map((one) => one.finishReason))
    expect(finishes.length).toBeGreaterThan(3)
    expect(new Set(finishes)).toEqual(new Set(['STOP']))
  })

  it('is not tried where chunks have no place for it', () => {
    const names = conformanceCases({ fixtures: 'anthropic', create: tinyAdapter }).map((one) => one.name)
    expect(names).not.toContain(name)
  })
})

describe('a stream with calls of tools', () => {
  /** Whose streams begin with a comment and with a chunk that has no choice, as some servers’ do. */
  const fixtures = {
    surface: 'acme',
    fixtures: readFixtures('openai').map((fixture) =>
      fixture.stream
        ? { ...fixture, body: `: keep-alive\n\ndata: {"choices":[]}\n\n${fixture.body}` }
        : fixture,
    ),
    expectations: readExpectations('openai'),
  }
  const deltasIn = async (name: string): Promise<unknown[]> => {
    const chunks = (await objectsIn(fixtures, name)) as {
      object: unknown
      choices: { delta: object; finish_reason: unknown }[]
    }[]
    expect(new Set(chunks.map(({ object }) => object))).toEqual(new Set(['chat.completion.chunk']))
    return chunks.flatMap(({ choices }) =>
      choices.map(({ delta, finish_reason: finish }) => (finish === null ? delta : finish)),
    )
  }
  const call = (name: string, json: string): object => ({
    tool_calls: [{ index: 0, id: '', type: 'function', function: { name, arguments: json } }],
  })

  it('has two at one place', async () => {
    expect(await deltasIn('two whole calls at one place of a stream, without ids, are two calls')).toEqual([
      { role: 'assistant', content: null },
      call('get_weather', '{"city":"Oslo"}'),
      call('get_time', '{"zone":"CET"}'),
      'tool_calls',
    ])
  })

  it('has one in the old form, in pieces', async () => {
    expect(await deltasIn('a call in the old form of a stream is a call')).toEqual([
      { role: 'assistant', content: null },
      { function_call: { name: 'get_weather', arguments: '' } },
      { function_call: { arguments: '{"city":' } },
      { function_call: { arguments: '"Oslo"}' } },
      'function_call',
    ])
  })
})

it('whole answers and streams are sent with the limits of `chat`, each with its own type', async () => {
  const withoutLimits = { 'content-type': 'text/event-stream' }
  const fixtures = readFixtures('openai').map((fixture) =>
    fixture.stream ? { ...fixture, headers: withoutLimits } : fixture,
  )
  const answers = await answersIn(
    { surface: 'acme', fixtures, expectations: { ...readExpectations('openai'), limits: [] } },
    'the limits in the response’s headers are reported',
  )
  expect(
    answers.map(({ headers }) =>
      ['content-type', 'x-ratelimit-limit-requests'].map((one) => headers.get(one)),
    ),
  ).toEqual([
    ['application/json', '10000'],
    ['text/event-stream', '10000'],
  ])
})
