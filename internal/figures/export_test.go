package figures

// Counting is the query that counts.
var Counting = counting
