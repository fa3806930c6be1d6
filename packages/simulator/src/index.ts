export type { Period } from './scenario/period.ts'
export type { Router, RouterCall, RouterSubject } from './scenario/router.ts'
export type { Scenario } from './scenario/scenario.ts'
export type { Capacity, Down, Refusal, ServerChange, ServerConditions } from './scenario/server-conditions.ts'
export type { SimulatedTarget } from './scenario/simulated-target.ts'
export type { ServerLimits } from './scenario/server-limits.ts'
export type {
  CircuitSettings,
  CoreSettings,
  MakeBalancerOptions,
  Subject,
  UmbrellaSettings,
} from './scenario/subject.ts'
export type { World } from './scenario/world.ts'
export type {
  Arrivals,
  CallSettings,
  Sessions,
  SteadyArrivals,
  TokenSize,
  TokenSizes,
  TracedArrivals,
  TracedCall,
  Traffic,
  WavesOfArrivals,
} from './scenario/traffic.ts'
export { measure, type MeasureName, type Measures } from './measures/measure.ts'
export { perSecond, type PerSecond } from './report/per-second.ts'
export { plot } from './report/plot.ts'
export { timeline } from './report/timeline.ts'
export { arrivalsOf, type Arrival } from './run/arrivals-of.ts'
export { OpenLoop, type OpenLoopOptions } from './run/open-loop.ts'
export type { AttemptLog, RunLog, SimulationLog } from './run/run-log.ts'
export { simulate, type Simulation, type SimulationOptions } from './run/simulate.ts'
export { ModelServer, type ServerAnswer, type ServerEnvironment } from './server/model-server.ts'
export type { ServerRequest } from './server/server-request.ts'
export type { Percentiles, SimulationSummary, TargetSummary } from './summary/summarise.ts'
