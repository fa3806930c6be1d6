import type { EmbeddingModel } from '@llm-balancer/provider'
import { checkKeys, checkNumber, checkWord } from '../../validate.ts'
import type { AdapterSettings } from '../conformance-cases.ts'
import { readExpectations } from '../expected.ts'
import { readFixtures } from '../fixtures.ts'
import { usualKeyHeader, type KeyHeader } from '../key-header.ts'
import { plantedKey } from '../planted.ts'
import type { ConformanceCase } from '../suite.ts'
import { embeddingAnswerCases } from './answer-cases.ts'
import type { EmbeddingSuite, EmbeddingSurface } from './embedding-suite.ts'
import { embeddingFailureCases } from './failure-cases.ts'
import { embeddingRequestCases } from './request-cases.ts'

const surfaces: readonly EmbeddingSurface[] = ['openai', 'mistral', 'together', 'google', 'cohere']

/** What a suite for embeddings is made of. */
export interface EmbeddingConformanceOptions {
  /** The recorded responses the adapter has to read; `openai` for every server that answers as OpenAI does. */
  readonly surface: EmbeddingSurface
  /** Gives a fresh adapter. Called once or more per case. */
  readonly create: (settings: AdapterSettings) => EmbeddingModel
  /** The header that has to carry the key. @default the surface's */
  readonly keyHeader?: (apiKey: string) => KeyHeader
  /** @default 'https://llm.test/v1' */
  readonly baseURL?: string
  /** Recorded responses to leave out, by name, each with the reason. @default {} */
  readonly without?: Readonly<Record<string, string>>
  /** How many damaged responses are tried; a whole number ≥ 0. @default 200 */
  readonly mutations?: number
  /** Chooses the damages; a whole number. @default 1 */
  readonly seed?: number
}

/**
 * The cases every embedding adapter has to pass, for any test runner, as `conformanceCases` gives them for chat: vectors in
 * the order of the texts, wrong counts and values, kinds of failures, secrets, aborts, requests, damage.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function embeddingConformanceCases(options: EmbeddingConformanceOptions): ConformanceCase[] {
  const suite = suiteOf(options)
  return [...embeddingAnswerCases(suite), ...embeddingRequestCases(suite), ...embeddingFailureCases(suite)]
}

function suiteOf(options: EmbeddingConformanceOptions): EmbeddingSuite {
  const known = ['surface', 'create', 'keyHeader', 'baseURL', 'without', 'mutations', 'seed']
  checkKeys('the options of embeddingConformanceCases', options, known)
  const { surface, create, without = {}, mutations = 200, seed = 1 } = options
  checkWord('surface', surface, surfaces)
  if (typeof create !== 'function')
    throw new TypeError('"create" must be a function that gives an EmbeddingModel')
  checkNumber('mutations', mutations, { min: 0, whole: true })
  checkNumber('seed', seed, { min: Number.MIN_SAFE_INTEGER, whole: true })
  const { baseURL = 'https://llm.test/v1', keyHeader = usualKeyHeader(surface) } = options
  const answers = readFixtures(surface, 'embeddings')
  const refusals = readFixtures(surface).filter(({ name }) => name.startsWith('err-'))
  checkKeys(
    '"without"',
    without,
    [...answers, ...refusals].map(({ name }) => name),
  )
  return {
    ...{ surface, baseURL, mutations, seed },
    answers: answers.filter(({ name }) => !(name in without)),
    refusals: refusals.filter(({ name }) => !(name in without)),
    expectations: readExpectations(surface).embeddings ?? {},
    keyHeader: keyHeader(plantedKey),
    create: ({ fetch }) => create({ baseURL, apiKey: plantedKey, fetch }),
  }
}
