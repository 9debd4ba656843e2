/** How the argument that names an operation is described. */
export const OPERATION_TEXT = 'id of an operation, or a unique beginning of one (see kempt history)';
