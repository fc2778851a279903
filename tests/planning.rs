//! From the text of a file to the plan of a run, through the public interface.

mod planning {
    mod build;
    mod cloning;
    mod conditions;
    mod file;
    mod guards;
    mod secrets;
    mod settings;
    mod steps;
    mod support;
}
