import { compact } from '@llm-balancer/provider'
import type { JsonRecord, ResponseMetadata } from '@llm-balancer/provider'

/** Which answer a message is. */
export function toResponseMetadata({ id, model }: JsonRecord): ResponseMetadata {
  return compact({ id, modelId: model }) as ResponseMetadata
}
