/** For packages that offer a balancer as the model of another library. */
export { callOf } from './call-of.ts'
export {
  overBalancer,
  overLLMBalancer,
  type ChatService,
  type LLMBalancerLike,
  type ServiceCall,
} from './chat-service.ts'
export { ConversationMemory, type ConversationCall } from '../conversation/conversation-memory.ts'
export { digestOf } from '../conversation/digest-of.ts'
export { IssuerMemory, type AttemptSoFar, type Mark } from '../conversation/issuer-memory.ts'
export { mergeMetadata } from '../stream/merge-metadata.ts'
export { checkListOptions } from './check-list-options.ts'
export { toRunOptions, type BalancedCallOptions } from './run-options.ts'
export { describeEntry, toTargets, type ModelEntry, type ModelTarget, type NamedModel } from './to-targets.ts'
export {
  ofRecord,
  toSummary,
  toTrail,
  type AttemptFailure,
  type AttemptSummary,
  type Trail,
} from './trail.ts'
