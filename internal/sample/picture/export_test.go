package picture

// Count is how many stories have a scene.
var Count = len(scenes)
