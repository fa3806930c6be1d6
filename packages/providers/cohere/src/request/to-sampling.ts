import { compact } from '@llm-balancer/provider'
import type { ChatRequest, Warn } from '@llm-balancer/provider'
import type { ChatBody } from './chat-body.ts'

/** The fields of the body for sampling settings. */
export type SamplingFields = Pick<
  ChatBody,
  'temperature' | 'p' | 'k' | 'frequency_penalty' | 'presence_penalty' | 'stop_sequences'
>

/** Stop sequences the API takes at most. */
const mostStops = 5

/** Turns sampling settings into fields of the body. Values outside the API's ranges, which it refuses, are cut to them. */
export function toSampling(request: ChatRequest, warn: Warn): SamplingFields {
  const { temperature, topP, topK, frequencyPenalty, presencePenalty, stopSequences = [] } = request
  const within = (name: string, value: number | undefined, [least, most]: Range): number | undefined => {
    if (value === undefined) return undefined
    const fitted = Math.min(Math.max(value, least), most)
    if (fitted !== value) warn(name, `${fitted} instead`)
    return fitted
  }
  // Some models refuse the two together.
  const isDoubled = Boolean(frequencyPenalty) && Boolean(presencePenalty)
  if (isDoubled) warn('presencePenalty', 'not together with frequencyPenalty')
  if (stopSequences.length > mostStops) warn('stopSequences', `the first ${mostStops}`)
  return compact({
    temperature: within('temperature', temperature, [0, 1]),
    p: within('topP', topP, [0.01, 0.99]),
    k: within('topK', topK, [0, 500]),
    frequency_penalty: within('frequencyPenalty', frequencyPenalty, [0, 1]),
    presence_penalty: isDoubled ? undefined : within('presencePenalty', presencePenalty, [0, 1]),
    stop_sequences: stopSequences.length > 0 ? stopSequences.slice(0, mostStops) : undefined,
  })
}

type Range = readonly [least: number, most: number]
