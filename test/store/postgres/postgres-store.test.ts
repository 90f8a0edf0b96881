import { storeSuite } from '../../contracts/store-suite.js';
import { newPostgresHome } from '../../support/postgres.js';

storeSuite('PostgreSQL', newPostgresHome);
