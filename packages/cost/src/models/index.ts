export { modelCatalogue, modelsAsOf, modelSources } from './model-catalogue.ts'
