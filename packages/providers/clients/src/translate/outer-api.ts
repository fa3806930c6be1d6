import type { ChatRequest, ChatResponse, JsonRecord, Warning } from '@llm-balancer/provider'
import type { AnswerContext, EventWriter } from '@llm-balancer/provider/answers'

/** A request of an outer client as any vendor's model takes it. */
export interface TranslatedRequest {
  readonly request: ChatRequest
  /** Calls with the same key should land on the same target. */
  readonly affinityKey?: string | undefined
}

/** One API of an outer client, in whose form requests come and answers go. */
export interface OuterApi {
  /** @throws TypeError naming what cannot be translated */
  read(body: JsonRecord): TranslatedRequest
  /** A whole answer. */
  whole(response: ChatResponse, context: AnswerContext): object
  /** Begins a streamed answer. */
  open(context: AnswerContext): EventWriter
}

/** The names of what targets left out or replaced, for a header. */
export function warningNames(warnings: readonly Warning[]): string {
  const names = warnings.map((warning) =>
    'feature' in warning ? warning.feature : warning.type === 'deprecated' ? warning.setting : warning.type,
  )
  return [...new Set(names.map((name) => name.replaceAll(/[^\w .-]/g, '')))].join(', ')
}
