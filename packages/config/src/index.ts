export { ConfigurationError, type ConfigurationMistake } from './errors/configuration-error.ts'
export { loadConfig } from './load-config.ts'
export type {
  Fetch,
  LoadConfigOptions,
  ParseConfigOptions,
  ReferenceOptions,
} from './options/load-options.ts'
export { parseConfig } from './parse-config.ts'
export type { Environment } from './references/resolve-environment.ts'
export type {
  ConfigAttemptTimeouts,
  ConfigCircuitBreaker,
  ConfigCooling,
  ConfigGroup,
  ConfigHedge,
  ConfigJson,
  ConfigLimits,
  ConfigPrice,
  ConfigProvider,
  ConfigRequestDefaults,
  ConfigRetry,
  ConfigStrategy,
  ConfigTierStrategy,
  ConfigTimeouts,
  ConfigWhenUnavailable,
  LLMConfig,
} from './schema/config-types.generated.ts'
export type { FileSystem } from './source/file-system.ts'
export type { AppliedChange, ConfigurableBalancer, ConfigWatch } from './watch/config-watch.ts'
export type {
  ConfigAppliedEvent,
  ConfigEvent,
  ConfigRejectedEvent,
  ListenerFailedEvent,
} from './watch/events.ts'
export type { WatchConfigOptions } from './watch/watch-options.ts'
export { watchConfig } from './watch-config.ts'
export {
  loadState,
  saveState,
  type SavedState,
  type StatefulBalancer,
  type StateFileOptions,
} from './state/state-files.ts'
