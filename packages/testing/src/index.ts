export type { Reply, ReplyFinish, ReplyToolCall, ReplyUsage } from './answer.ts'
export type { Delay, LogNormalDelay, UniformDelay } from './delay.ts'
export type { FakeLLMOptions } from './fake-llm-options.ts'
export { createFakeLLM, type FakeLLM } from './fake-llm.ts'
export type { FakeTarget, FakeTargetStats } from './fake-target.ts'
export type {
  ErrorName,
  Fault,
  FaultName,
  NamedFault,
  RandomFaults,
  StatusFault,
  TransportFaultName,
} from './fault.ts'
export type { FormatName } from './formats/formats.ts'
export type { FakeLimits } from './limits.ts'
export type { RecordedRequest, RequestEnd } from './record.ts'
export { sourcesOf } from './sources-of.ts'
export { startFakeLLM, type FakeLLMServer, type FakeLLMServerOptions } from './start-fake-llm.ts'
export type { FakeTargetOptions, FakeTargetSettings, ScriptStep } from './target-settings.ts'
