import { checkAnswer } from '../check-answer.ts'
import type { Fixture } from '../fixtures.ts'
import { askModel } from '../read-answer.ts'
import { framesOf, frameWith, objectIn, rewritten, type Change } from '../rewrite.ts'
import { stubFetch } from '../stub-fetch.ts'
import { responseOf, successesOf, type ConformanceCase, type Suite } from '../suite.ts'

/** Names of accounts of tokens. */
const account = /^(usage|usageMetadata)$/

/** The same answer with its usage written in another way, in words; undefined where it has none to write so. */
const ways: readonly (readonly [string, (fixture: Fixture) => Fixture | undefined])[] = [
  [
    'whose counts are texts',
    (fixture) =>
      rewritten(
        fixture,
        inAccounts((count) => String(count)),
      ),
  ],
  ['with an account of zeros at its end', withZeros],
  ['with its usage in the choice', inChoice],
]

/** Usage is read wherever it stands, and however its counts are written. */
export function usageCases(suite: Suite): ConformanceCase[] {
  const known = [...successesOf(suite, false), ...successesOf(suite, true)].filter(
    ({ name }) => suite.expectations.answers[name]?.usage.input !== undefined,
  )
  return [false, true].flatMap((stream) => {
    const fixture = known.find((one) => one.stream === stream)
    if (fixture === undefined) return []
    return ways.flatMap(([what, write]) => {
      const other = write(fixture)
      return other === undefined ? [] : [usageCase(suite, other, what)]
    })
  })
}

function usageCase(suite: Suite, fixture: Fixture, what: string): ConformanceCase {
  return {
    name: `${fixture.name}: an answer ${what} says the same`,
    async run() {
      const model = suite.create(stubFetch(responseOf(fixture)))
      const { answer, error } = await askModel(model, fixture.stream ? 'stream' : 'generate')
      const expected = suite.expectations.answers[fixture.name]
      if (answer === undefined || expected === undefined) throw error
      checkAnswer(answer, expected)
    },
  }
}

/** Changes the counts of accounts of tokens. */
function inAccounts(change: (count: number) => unknown): Change {
  return ({ value, above }) =>
    typeof value === 'number' && above.some((name) => account.test(name)) ? change(value) : value
}

/** The last frame with an account once more, all its counts 0 and its texts empty, behind it. */
function withZeros(fixture: Fixture): Fixture | undefined {
  if (!fixture.stream) return undefined
  const frames = framesOf(fixture)
  const last = frames.findLastIndex((frame) =>
    Object.keys(objectIn(frame) ?? {}).some((name) => account.test(name)),
  )
  const frame = frames[last]
  if (frame === undefined) return undefined
  const zeros = rewritten({ ...fixture, body: frame }, (leaf) =>
    leaf.name === 'text' || leaf.name === 'content' ? emptied(leaf.value) : inAccounts(() => 0)(leaf),
  )
  return { ...fixture, body: frames.toSpliced(last + 1, 0, zeros.body).join('') }
}

function emptied(value: unknown): unknown {
  return typeof value === 'string' ? '' : value
}

/** In the last choice of chat completions, as Moonshot has it. */
function inChoice(fixture: Fixture): Fixture | undefined {
  const frames = framesOf(fixture)
  const objects = frames.map((frame) => objectIn(frame) ?? {})
  const usage = objects
    .map((object) => object['usage'])
    .findLast((one) => typeof one === 'object' && one !== null)
  const last = objects.findLastIndex(({ choices }) => Array.isArray(choices) && choices.length > 0)
  if (usage === undefined || last < 0) return undefined
  const body = frames.map((frame, at) => {
    const { usage: told, ...rest } = objects[at] ?? {}
    if (at !== last) return told === undefined ? frame : frameWith(frame, rest)
    const [choice] = rest['choices'] as readonly object[]
    return frameWith(frame, { ...rest, choices: [{ ...choice, usage }] })
  })
  return { ...fixture, body: body.join('') }
}
