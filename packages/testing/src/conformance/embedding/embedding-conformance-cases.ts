import type { EmbeddingModel } from '@llm-balancer/provider'
import { checkKnown, oneOf, readOptions, required, type OptionTable } from '@llm-balancer/core/options'
import { readExpectations } from '../expected.ts'
import { readFixtures } from '../fixtures.ts'
import { usualKeyHeader } from '../key-header.ts'
import { plantedKey } from '../planted.ts'
import { suiteTable, type SuiteOptions, type SuiteSettings } from '../suite-options.ts'
import type { ConformanceCase } from '../suite.ts'
import { embeddingAnswerCases } from './answer-cases.ts'
import type { EmbeddingSuite, EmbeddingSurface } from './embedding-suite.ts'
import { embeddingFailureCases } from './failure-cases.ts'
import { embeddingRequestCases } from './request-cases.ts'

const surfaces: readonly EmbeddingSurface[] = ['openai', 'mistral', 'together', 'google', 'cohere']

/** Settings of {@link embeddingConformanceCases}. */
export interface EmbeddingConformanceOptions extends SuiteOptions<EmbeddingModel> {
  /** The recorded responses the adapter has to read; `openai` for every server that answers as OpenAI does. */
  readonly surface: EmbeddingSurface
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

type Settings = SuiteSettings<EmbeddingModel> & { readonly surface: EmbeddingSurface }

const table: OptionTable<Settings> = { ...suiteTable, surface: [oneOf(...surfaces), required] }

function suiteOf(options: EmbeddingConformanceOptions): EmbeddingSuite {
  const settings = readOptions('embeddingConformanceCases', options, table)
  const { surface, create, baseURL, without, mutations, seed } = settings
  const { keyHeader = usualKeyHeader(surface) } = settings
  const answers = readFixtures(surface, 'embeddings')
  const refusals = readFixtures(surface).filter(({ name }) => name.startsWith('err-'))
  const names = [...answers, ...refusals].map(({ name }) => name)
  checkKnown('embeddingConformanceCases', without, names, { prefix: 'without.' })
  return {
    ...{ surface, baseURL, mutations, seed },
    answers: answers.filter(({ name }) => !(name in without)),
    refusals: refusals.filter(({ name }) => !(name in without)),
    expectations: readExpectations(surface).embeddings ?? {},
    keyHeader: keyHeader(plantedKey),
    create: ({ fetch }) => create({ baseURL, apiKey: plantedKey, fetch }),
  }
}
