import type { Slices } from '../slices.ts';
import { CatalogAnswers } from './catalog-answers.ts';
import { GetCatalogDdlController } from './get-ddl/get-catalog-ddl.controller.ts';
import { GetObjectDdlController } from './get-ddl/get-object-ddl.controller.ts';
import { GetObjectController } from './get-object/get-object.controller.ts';
import { GetRelationController } from './get-relation/get-relation.controller.ts';
import { GetRoutinesController } from './get-routines/get-routines.controller.ts';
import { GetSequenceController } from './get-sequence/get-sequence.controller.ts';
import { GetTypeController } from './get-type/get-type.controller.ts';
import { ListExtensionsController } from './list-extensions/list-extensions.controller.ts';
import { ListObjectsController } from './list-objects/list-objects.controller.ts';
import { ListRelationsController } from './list-relations/list-relations.controller.ts';
import { ListRoutinesController } from './list-routines/list-routines.controller.ts';
import { ListSchemasController } from './list-schemas/list-schemas.controller.ts';
import { ListSequencesController } from './list-sequences/list-sequences.controller.ts';
import { ListTypesController } from './list-types/list-types.controller.ts';
import { SearchCatalogController } from './search-catalog/search-catalog.controller.ts';

export const catalogSlices: Slices = {
  controllers: [
    ListObjectsController,
    GetObjectController,
    ListSchemasController,
    ListRelationsController,
    GetRelationController,
    ListRoutinesController,
    GetRoutinesController,
    ListTypesController,
    GetTypeController,
    ListSequencesController,
    GetSequenceController,
    ListExtensionsController,
    GetCatalogDdlController,
    GetObjectDdlController,
    SearchCatalogController,
  ],
  providers: [CatalogAnswers],
};
