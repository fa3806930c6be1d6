import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { checkGrammar } from '../check-answer.ts'
import { failedAs } from '../check-failure.ts'
import type { Fixture } from '../fixtures.ts'
import { askModel, type AskOutcome, type ReadAnswer } from '../read-answer.ts'
import { framesOf, frameWith, objectIn, rewritten, withText } from '../rewrite.ts'
import { stubFetch } from '../stub-fetch.ts'
import { responseOf, successesOf, successOf, type ConformanceCase, type Suite } from '../suite.ts'

/** A recorded answer with calls. */
type Called = {
  readonly fixture: Fixture
  readonly names: readonly string[]
  /** The arguments of the first call as a text. */
  readonly input: string
  readonly raw: string | undefined
}

/** Calls of tools as servers really write them. A tool is given an object, or it is not called. */
export function toolCases(suite: Suite): ConformanceCase[] {
  const called = [false, true].flatMap((stream) => calledIn(suite, stream))
  return [
    ...called.flatMap((one) => [...argumentCases(suite, one), ...finishCases(suite, one)]),
    ...(called.length > 0 ? chatCases(suite) : []),
  ]
}

function calledIn(suite: Suite, stream: boolean): Called[] {
  return successesOf(suite, stream).flatMap((fixture) => {
    const { toolCalls = [], finish } = suite.expectations.answers[fixture.name] ?? {}
    const [call] = toolCalls
    if (call === undefined) return []
    const names = toolCalls.map(({ name }) => name)
    return [{ fixture, names, input: call.input, raw: finish?.raw }].filter(hasArguments)
  })
}

function hasArguments(called: Called): boolean {
  return withArguments(called, () => 0).body !== called.fixture.body
}

/** The answer with other arguments: an object where it has one, a text, or the first piece of one, where it has that. */
function withArguments(called: Called, other: (isText: boolean) => unknown): Fixture {
  const { fixture, input } = called
  if (isInPieces(called))
    return withText(fixture, input, (_, place) => (place === 0 ? other(true) : '')).fixture
  const object: unknown = JSON.parse(input)
  return rewritten(fixture, ({ value }) => {
    if (typeof value === 'object' && isDeepStrictEqual(value, object)) return other(false)
    return typeof value === 'string' && value.startsWith('{') && isSameJson(value, object)
      ? other(true)
      : value
  })
}

/** True where a stream writes the arguments bit by bit, whether or not it gives all of them at the end. */
function isInPieces({ fixture, input }: Called): boolean {
  const begun = rewritten(fixture, ({ value }) =>
    typeof value === 'string' && value.startsWith('{') && value !== input && input.startsWith(value)
      ? ''
      : value,
  )
  return begun.body !== fixture.body
}

function isSameJson(text: string, value: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(text), value)
  } catch {
    return false
  }
}

function argumentCases(suite: Suite, called: Called): ConformanceCase[] {
  const { fixture } = called
  return [
    {
      name: `${fixture.name}: a call with null for its arguments has none`,
      async run() {
        const other = withArguments(called, (isText) => (isText ? 'null' : null))
        const { toolCalls } = answerOf(await ask(suite, other))
        assert.ok(
          toolCalls.some(({ input }) => input === '{}'),
          `the arguments are ${toolCalls.map(({ input }) => input).join(' and ')}`,
        )
        assert.equal(toolCalls.length, called.names.length, 'how many calls')
      },
    },
    {
      name: `${fixture.name}: a call whose arguments are no object is no call`,
      async run() {
        for (const value of [[1], 7, true]) {
          const outcome = await ask(
            suite,
            withArguments(called, (isText) => (isText ? JSON.stringify(value) : value)),
          )
          if (outcome.answer === undefined) failedAs(outcome, ['invalid-response'])
          for (const { input } of outcome.answer?.toolCalls ?? []) assert.match(input, /^\{/, 'the arguments')
        }
      },
    },
  ]
}

function finishCases(suite: Suite, { fixture, names, raw }: Called): ConformanceCase[] {
  if (raw === undefined) return []
  return [
    {
      name: `${fixture.name}: a call is the finish, also with a reason that is not known`,
      async run() {
        const other = rewritten(fixture, (leaf) =>
          leaf.value === raw && !/type$/i.test(leaf.name) ? 'brand_new' : leaf.value,
        )
        assert.notEqual(other.body, fixture.body, 'the reason was not found')
        const { toolCalls, finish } = answerOf(await ask(suite, other))
        assert.deepEqual(
          toolCalls.map((call) => call.name),
          names,
          'the calls',
        )
        assert.deepEqual(finish, { unified: 'tool-calls', raw: 'brand_new' }, 'the finish')
      },
    },
  ]
}

/** Calls in the forms that only chat completions have. */
function chatCases(suite: Suite): ConformanceCase[] {
  const fixture = successOf(suite, true)
  if (!framesOf(fixture).some((frame) => Array.isArray(objectIn(frame)?.['choices']))) return []
  const made = { name: 'get_weather', arguments: '{"city":"Oslo"}' }
  const call = (fields: object) => ({
    tool_calls: [{ index: 0, id: '', type: 'function', function: fields }],
  })
  const names = async (deltas: readonly object[], finish: string): Promise<unknown[]> => {
    const outcome = await ask(suite, withDeltas(fixture, deltas, finish))
    const { toolCalls } = answerOf(outcome)
    checkGrammar(outcome.parts)
    assert.equal(
      new Set(toolCalls.map(({ id }) => id)).size,
      toolCalls.length,
      'each call has an id of its own',
    )
    return toolCalls.map(({ name, input }) => `${name}${input}`)
  }
  const other = { name: 'get_time', arguments: '{"zone":"CET"}' }
  return [
    {
      name: 'two whole calls at one place of a stream, without ids, are two calls',
      async run() {
        assert.deepEqual(await names([call(made), call(other)], 'tool_calls'), [
          'get_weather{"city":"Oslo"}',
          'get_time{"zone":"CET"}',
        ])
      },
    },
    {
      name: 'a call in the old form of a stream is a call',
      async run() {
        const pieces = [
          { function_call: { name: 'get_weather', arguments: '' } },
          { function_call: { arguments: '{"city":' } },
          { function_call: { arguments: '"Oslo"}' } },
        ]
        assert.deepEqual(await names(pieces, 'function_call'), ['get_weather{"city":"Oslo"}'])
      },
    },
  ]
}

/** A stream of chat completions that says this instead. */
function withDeltas(fixture: Fixture, deltas: readonly object[], finish: string): Fixture {
  const frames = framesOf(fixture)
  const at = frames.findIndex(
    (frame) => (objectIn(frame)?.['choices'] as unknown[] | undefined)?.length === 1,
  )
  const frame = frames[at] ?? ''
  const saying = (delta: object, finish_reason: string | null): string =>
    frameWith(frame, { ...objectIn(frame), choices: [{ index: 0, delta, finish_reason }] })
  const last = frames.findLastIndex((one) => /^data: ?\[DONE\]/m.test(one))
  const end = last < 0 ? [] : frames.slice(last)
  const said = [{ role: 'assistant', content: null }, ...deltas].map((delta) => saying(delta, null))
  return { ...fixture, body: [...said, saying({}, finish), ...end].join('') }
}

async function ask(suite: Suite, fixture: Fixture): Promise<AskOutcome> {
  return askModel(suite.create(stubFetch(responseOf(fixture))), fixture.stream ? 'stream' : 'generate')
}

function answerOf({ answer, error }: AskOutcome): ReadAnswer {
  if (answer === undefined) throw error
  return answer
}
