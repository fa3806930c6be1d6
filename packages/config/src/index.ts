export { ConfigurationError, type ConfigurationMistake } from './errors/configuration-error.ts'
